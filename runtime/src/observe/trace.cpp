// Workers write as they go, a line for each event: a trace of a server that was killed is whole up to its
// last line.
#include "observe/trace.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

namespace rt::detail {

namespace {

std::string microseconds(Duration time) {
    const auto nanoseconds = time.count();
    std::string fraction = std::to_string(nanoseconds % 1000);
    fraction.insert(0, 3 - fraction.size(), '0');
    return std::to_string(nanoseconds / 1000) + "." + fraction;
}

std::string in_json(const std::string& text) {
    std::string quoted;
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return quoted;
}

}  // namespace

Trace::Trace(const char* path) : file_(std::fopen(path, "we")) {
    if (file_ == nullptr)
        throw std::system_error(errno, std::generic_category(), std::string("RT_TRACE: ") + path);
    // A line at a time: most servers are ended by a signal, and the viewer does without the end.
    std::setvbuf(file_, nullptr, _IOLBF, BUFSIZ);
    std::fputs("[\n", file_);
    add("process_name", 'M', Lanes::workers, 0, R"("args":{"name":"workers"})");
    add("process_name", 'M', Lanes::tasks, 0, R"("args":{"name":"tasks"})");
}

Trace::~Trace() {
    std::fputs("]\n", file_);
    std::fclose(file_);
}

void Trace::name_lane(Lanes lanes, unsigned long long lane, const std::string& name) {
    add("thread_name", 'M', lanes, lane, R"("args":{"name":")" + in_json(name) + "\"}");
}

void Trace::add_span(Lanes lanes, unsigned long long lane, const std::string& name, Instant begin,
                     Instant end, const std::string& born) {
    add(name, 'X', lanes, lane,
        R"("ts":)" + microseconds(begin.time_since_epoch()) + R"(,"dur":)" + microseconds(end - begin) +
            R"(,"args":{"born":")" + in_json(born) + "\"}");
}

void Trace::add_moment(unsigned long long lane, const std::string& name, Instant when) {
    add(name, 'i', Lanes::workers, lane, R"("s":"t","ts":)" + microseconds(when.time_since_epoch()));
}

void Trace::add(const std::string& name, char phase, Lanes lanes, unsigned long long lane,
                const std::string& rest) {
    const std::lock_guard lock(mutex_);
    std::fprintf(file_,
                 R"(%s{"name":"%s","ph":"%c","pid":%d,"tid":%llu,%s})"
                 "\n",
                 std::exchange(first_, false) ? "" : ",", in_json(name).c_str(), phase,
                 static_cast<int>(lanes), lane, rest.c_str());
}

}  // namespace rt::detail
