#include "evidence/clients/passers_by.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

#include "evidence/clients/bytes.hpp"
#include "evidence/clients/client.hpp"

namespace grader {

namespace {

class Street {
 public:
    explicit Street(const PassersBy& plan) : plan_(plan) {}

    Passed play() {
        try {
            for (fill(); !here_.empty(); fill()) serve_oldest_half();
        } catch (const ClientError& waited_in_vain) {
            note(waited_in_vain);
        }
        return passed_;
    }

 private:
    void fill() {
        while (come_ < plan_.clients && here_.size() < plan_.at_once) come();
    }
    void come() {
        attempt([&] {
            const std::string name = fmt::format("client {} of {}", ++come_, plan_.clients);
            here_.emplace_back(name, plan_.server, plan_.patience).send(message(0));
        });
    }
    /// Together: they keep the server's threads busy at the same time. The others wait for theirs.
    void serve_oldest_half() {
        std::deque<Client> half;
        while (!here_.empty() && half.size() < (plan_.at_once + 1) / 2) {
            half.push_back(std::move(here_.front()));
            here_.pop_front();
        }
        for (std::size_t turn = 0; turn < plan_.round_trips; ++turn) {
            if (turn > 0) each(half, [&](Client& client) { client.send(message(turn)); });
            each(half, [&](Client& client) {
                client.expect(message(turn));
                ++passed_.round_trips;
            });
        }
        each(half, [&](Client& client) { plan_.reset ? client.reset() : client.shutdown_write(); });
        for (Client& client : half) {
            if (!plan_.reset) attempt([&] { client.expect_closed(); });
            client.close();
            if (come_ < plan_.clients) come();
        }
    }
    [[nodiscard]] std::string message(std::size_t turn) const { return text(turn, plan_.message_bytes); }

    template <typename Action>
    void each(std::deque<Client>& clients, const Action& action) {
        for (auto client = clients.begin(); client != clients.end();)
            client = attempt([&] { action(*client); }) ? client + 1 : clients.erase(client);
    }
    template <typename Action>
    bool attempt(const Action& action) {
        try {
            action();
            return true;
        } catch (const ClientError& error) {
            if (error.kind == ClientError::Kind::timeout) throw;
            note(error);
            return false;
        }
    }
    void note(const ClientError& error) {
        if (!passed_.first_failure) passed_.first_failure = error;
    }

    const PassersBy& plan_;
    Passed passed_;
    std::deque<Client> here_;  // the oldest first
    std::size_t come_ = 0;
};

}  // namespace

Passed pass_by(const PassersBy& plan) {
    return Street(plan).play();
}

}  // namespace grader
