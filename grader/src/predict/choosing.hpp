// `./lab choose`: a model is chosen for each situation, with a reason, and then shown under its load, beside
// what the reading would take.
#pragma once

#include <string>
#include <vector>

#include "predict/comparison.hpp"
#include "predict/conversation.hpp"
#include "predict/situation.hpp"

namespace grader {

class Choosing : public Conversation {
 public:
    Choosing(const PredictOptions& options, std::vector<Situation> situations);

 private:
    void prepare() override {}
    [[nodiscard]] bool can_measure() const override { return true; }
    Measured answer(const Question& question, const Entry& entry) override;
    [[nodiscard]] std::string source() const override { return "this machine"; }
    [[nodiscard]] std::vector<std::string> last_words() const override;

    [[nodiscard]] std::vector<std::string> models_for(const Situation& situation, const Marked& marked) const;
    void play_crash(const Situation& situation, const std::vector<std::string>& models, const Marked& marked,
                    Measured& measured) const;
    [[nodiscard]] ServerProgram server_of(const Situation& situation, const std::string& model) const;

    std::vector<Situation> situations_;
    Comparer comparer_;
};

}  // namespace grader
