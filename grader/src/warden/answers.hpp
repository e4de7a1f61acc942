// What a warden does when it is told to, one command after another: each has an answer (protocol.hpp).
#pragma once

#include <sys/types.h>

#include "evidence/trace/tracer.hpp"
#include "warden/protocol.hpp"

namespace grader {

class Answers {
 public:
    /// `tracer`: nullptr if nothing is traced.
    Answers(pid_t program, Tracer* tracer) : program_(program), tracer_(tracer) {}

    from_warden::Message to(const to_warden::Command& command);

    // The single kinds.
    from_warden::Done operator()(const to_warden::Signal& order);
    from_warden::Looked operator()(const to_warden::Look& order);
    from_warden::Done operator()(const to_warden::Mark& order);
    from_warden::Done operator()(const to_warden::Hold& order);
    from_warden::Done operator()(const to_warden::ReleaseAll& order);
    from_warden::Done operator()(const to_warden::Release& order);
    from_warden::Held operator()(const to_warden::TellHeld& order);
    from_warden::InFlight operator()(const to_warden::TellInFlight& order);
    from_warden::Done operator()(const to_warden::TakeStack& order);

 private:
    pid_t program_;
    Tracer* tracer_;
};

}  // namespace grader
