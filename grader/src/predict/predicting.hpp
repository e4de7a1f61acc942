// `./lab predict`: each question is answered by the student's own server, or one that is named instead.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "predict/conversation.hpp"

namespace grader {

class Predicting : public Conversation {
 public:
    explicit Predicting(const PredictOptions& options);

 private:
    void prepare() override;
    [[nodiscard]] bool can_measure() const override { return servers_.has_value(); }
    Measured answer(const Question& question, const Entry& entry) override;
    [[nodiscard]] std::string source() const override { return source_; }
    [[nodiscard]] std::vector<std::string> last_words() const override;
    /// Why it is not taken; empty: it is.
    std::string take(const Place& place);

    std::optional<Servers> servers_;
    std::string source_;    // of the server that is measured
    std::string why_none_;  // there is no server to measure
};

}  // namespace grader
