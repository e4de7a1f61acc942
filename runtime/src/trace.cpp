#include "rt/trace.hpp"

#include <cerrno>
#include <system_error>

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

std::string at(Trace::Lanes lanes, unsigned long long lane) {
    return R"(,"pid":)" + std::to_string(static_cast<int>(lanes)) + R"(,"tid":)" + std::to_string(lane);
}

}  // namespace

Trace::Trace(const char* path) : file_(std::fopen(path, "we")) {
    if (file_ == nullptr)
        throw std::system_error(errno, std::generic_category(), std::string("RT_TRACE: ") + path);
    // A line at a time: most servers are ended by a signal, and the viewer does without the end.
    std::setvbuf(file_, nullptr, _IOLBF, BUFSIZ);
    std::fputs("[\n", file_);
    add(R"({"name":"process_name","ph":"M","pid":1,"args":{"name":"workers"}})");
    add(R"({"name":"process_name","ph":"M","pid":2,"args":{"name":"tasks"}})");
}

Trace::~Trace() {
    std::fputs("]\n", file_);
    std::fclose(file_);
}

void Trace::name_lane(Lanes lanes, unsigned long long lane, const std::string& name) {
    add(R"({"name":"thread_name","ph":"M","args":{"name":")" + in_json(name) + "\"}" + at(lanes, lane) + "}");
}

void Trace::add_span(Lanes lanes, unsigned long long lane, const std::string& name, Instant begin,
                     Instant end, const std::string& born) {
    add(R"({"name":")" + in_json(name) + R"(","ph":"X","ts":)" + microseconds(begin.time_since_epoch()) +
        R"(,"dur":)" + microseconds(end - begin) + at(lanes, lane) + R"(,"args":{"born":")" + in_json(born) +
        "\"}}");
}

void Trace::add_moment(unsigned long long lane, const std::string& name, Instant when) {
    add(R"({"name":")" + in_json(name) + R"(","ph":"i","s":"t","ts":)" +
        microseconds(when.time_since_epoch()) + at(Lanes::workers, lane) + "}");
}

void Trace::add(const std::string& event) {
    const std::lock_guard lock(mutex_);
    std::fprintf(file_, "%s%s\n", first_ ? "" : ",", event.c_str());
    first_ = false;
}

}  // namespace rt::detail
