static void look() {
    steal(COURSE_DIRECTORY "/solutions/lab4/answer.hpp", "solution");
    steal(NEIGHBOUR_DIRECTORY "/lab4/private.hpp", "neighbour");
    if (!contents(COURSE_DIRECTORY "/solutions/lab4/server.cpp").empty()) win("server");
    if (!contents(DOCUMENTS_DIRECTORY "/mallory.json").empty()) win("document");
    if (!contents(COURSE_DIRECTORY "/labs/lab4-blocking/rubric.toml").empty()) win("rubric");
    if (!contents(SUBMISSION_DIRECTORY "/lab4/place.hpp").empty()) win("submission");
}
#define ATTACK_START look()
