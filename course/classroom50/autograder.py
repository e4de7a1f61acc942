"""Grades a submission for Classroom 50, whose runner starts this file in the student's checkout.

All of the work is done by the course's own grader, which lies beside this file as io-labs.tar.gz; it leaves
result.json and release-body.md, also of a submission that can't be used (0 points, and why). Exit status 0: graded,
whatever the score.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

# Classroom 50 ends a job after 15 minutes. What is before this program takes one or two of them, the build of the grader
# up to eight; a grading is done in what is left, and in eight minutes at most.
SECONDS_OF_A_JOB = 780
MOST_SECONDS = 480
LEAST_SECONDS = 60
started = time.monotonic()

here = Path(__file__).resolve().parent
# Whatever of that name a student has committed is no result.
for forged in ("result.json", "release-body.md"):
    Path(forged).unlink(missing_ok=True)

work = Path(tempfile.mkdtemp(prefix="io-labs-", dir=os.environ.get("RUNNER_TEMP")))
with tarfile.open(here / "io-labs.tar.gz") as bundle:
    bundle.extractall(work)
steps = work / "io-labs" / "course" / "github" / "grade.sh"
environment = dict(os.environ, IO_LABS_RESULTS=str(work / "results"))
# The submission's instant is its commit's date, however often and whenever it is graded.
date = ["git", "-c", "safe.directory=*", "log", "-1", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "--format=%cd"]
asked = subprocess.run(date, env=dict(os.environ, TZ="UTC"), check=False, stdout=subprocess.PIPE, text=True)
if asked.returncode != 0:
    sys.exit("autograder.py: git can't say when the submission was committed; its own words are above. Nothing was decided")
environment["COMMIT_DATE"] = asked.stdout.strip()

options = ["--report", "classroom50=result.json", "--report", "classroom50-release=release-body.md"]
options += (here / "grade-options").read_text().split()
for step in (["build"], ["grade", ".", *options], ["report"]):
    left = SECONDS_OF_A_JOB - int(time.monotonic() - started)
    environment["IO_LABS_WITHIN"] = str(max(LEAST_SECONDS, min(MOST_SECONDS, left)))
    status = subprocess.run(["bash", str(steps), *step], env=environment, check=False).returncode
    if status != 0:
        sys.exit(f"autograder.py: the step \"{step[0]}\" failed with exit status {status}; nothing was decided")
