# shellcheck shell=bash
# A Slurm of one node that lives in a directory: munged, slurmctld and slurmd of the distribution, on the loopback, with
# ports, key, socket and state of their own. Sourced by tests. Only root can start it: slurmd starts its jobs' processes.

# Why there can be no cluster here; nothing if there can.
why_no_cluster() {
    local program
    ((EUID == 0)) || { echo "only root can start slurmd" && return; }
    for program in munged slurmctld slurmd sbatch; do
        PATH=$PATH:/usr/sbin command -v $program >/dev/null ||
            { echo "$program is missing (apt-get install munge slurmctld slurmd slurm-client slurm-wlm-basic-plugins)" && return; }
    done
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Waits for a condition: at most half a minute, on however slow a machine it is looked for a hundred times.
until_true() {
    local _
    for _ in $(seq 100); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.3
    done
    "$@"
}

# Starts daemon $1 with the words behind it, in the foreground of its own job, and notes its process.
start_daemon() {
    local name=$1
    shift
    "$@" </dev/null >"$cluster/$name.out" 2>&1 3>&- 4>&- &
    echo $! >"$cluster/$name.daemon"
}

# Makes a cluster in the new directory $1, and sets SLURM_CONF.
start_cluster() {
    cluster=$1
    local host
    host=$(hostname -s)
    PATH=$PATH:/usr/sbin
    mkdir -p "$cluster"/{munge,state,spool}
    head -c 1024 /dev/urandom >"$cluster/munge/key"
    chmod 711 "$cluster/munge" && chmod 600 "$cluster/munge/key"
    cat >"$cluster/slurm.conf" <<CONF
ClusterName=trial
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
AuthType=auth/munge
AuthInfo=socket=$cluster/munge/socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SlurmdTimeout=15
KillWait=5
MinJobAge=30
MaxArraySize=4
SchedulerParameters=sched_interval=2,batch_sched_delay=0,requeue_delay=1
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
    export SLURM_CONF=$cluster/slurm.conf
    start_daemon munged munged --foreground --force --key-file="$cluster/munge/key" --socket="$cluster/munge/socket" \
        --pid-file="$cluster/munge/pid" --log-file="$cluster/munge/log" --seed-file="$cluster/munge/seed" --num-threads=2
    until_true test -S "$cluster/munge/socket" || return
    start_daemon slurmctld slurmctld -D -i
    until_true scontrol ping || return
    start_node
}

start_node() {
    start_daemon slurmd slurmd -D
    until_true node_is idle
}

# Whether the node's state is one of $@.
node_is() {
    local state
    state=$(sinfo --noheader --format=%t)
    [[ " $* " == *" ${state%\*} "* ]]
}

# Ends what was started, by process.
stop_cluster() {
    local name process
    [[ -n ${cluster:-} ]] || return 0
    scancel --full --signal=KILL --user=root 2>/dev/null || true
    scancel --user=root 2>/dev/null || true
    for name in slurmd slurmctld munged; do
        [[ -f $cluster/$name.daemon ]] || continue
        process=$(cat "$cluster/$name.daemon")
        kill "$process" 2>/dev/null || continue
        until_true not_running "$process" || kill -KILL "$process" 2>/dev/null || true
    done
}

not_running() { ! kill -0 "$1" 2>/dev/null; }
