// How far a long run is, on one line of a terminal, with the time that remains; elsewhere a line now and
// then.
#pragma once

#include <chrono>
#include <string>

namespace models {

class Progress {
 public:
    /// `work`: all there is to do, in any unit.
    explicit Progress(double work);
    /// What is done next.
    void show(const std::string& what);
    void done(double work);
    /// Takes the line away, before something else is printed.
    void clear();
    [[nodiscard]] std::chrono::duration<double> elapsed() const;

 private:
    using Clock = std::chrono::steady_clock;
    double all_, done_ = 0;
    Clock::time_point begin_ = Clock::now(), shown_ = begin_;
    bool terminal_;
};

}  // namespace models
