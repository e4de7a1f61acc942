#include "checks/some_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/labs.hpp"
#include "base/time_limit.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/clients/client.hpp"
#include "evidence/server.hpp"

namespace grader {

namespace {

/// Of three: one may only be served when the next one has come. And of as many bytes as a check ever sends at
/// once that builds on an echo: a server may wait for a full buffer, and have a small one.
bool somebody_is_answered(Server& server) {
    std::vector<std::unique_ptr<Client>> crowd;
    std::vector<Client*> clients;
    for (std::size_t number = 1; number <= 3; ++number) {
        crowd.push_back(std::make_unique<Client>(fmt::format("client #{}", number), server.endpoint(),
                                                 server.patience(),
                                                 Client::Options{.wait_until_connected = false}));
        clients.push_back(crowd.back().get());
    }
    return one_gets_something(clients, text(1, 500));
}

bool is_answered_with(const Subject& subject, const std::vector<std::string>& arguments,
                      std::chrono::steady_clock::time_point until) {
    const TimeLimit limit(until);
    try {
        ServerOptions options;
        options.arguments = arguments;
        Server server = subject.start(options);
        server.wait_until_ready();
        return somebody_is_answered(server);
    } catch (const ClientError&) {
        return false;
    } catch (const ServerError&) {
        return false;
    }
}

}  // namespace

bool one_gets_something(const std::vector<Client*>& clients, std::string_view message) {
    for (Client* client : clients) {
        try {
            client->send_what_fits(message);
        } catch (const ClientError&) {
            // It was turned away: then it is the others who may get something.
        }
    }
    bool one_did = false;
    const bool decided = wait_for(clients.front()->patience(), [&] {
        one_did = std::any_of(clients.begin(), clients.end(),
                              [](const Client* client) { return client->available() > 0; });
        return one_did || std::all_of(clients.begin(), clients.end(),
                                      [](const Client* client) { return client->readable(); });
    });
    return decided && one_did;
}

std::optional<std::string> when_answered(const Subject& subject) {
    // A value of 0 that is taken for a limit or a time of zero keeps everybody out who does not set it.
    std::vector<std::vector<std::string>> attempts = {{}, {"--delay-ms", "20"}, {"--max-connections", "12"}};
    if (properties_of(subject.lab).model == Model::tasks)
        attempts.insert(attempts.end(), {{"--workers", "2"}, {"--audit"}, {"--idle-timeout-ms", "60000"}});
    std::vector<std::future<bool>> answers;
    answers.reserve(attempts.size());
    for (const auto& arguments : attempts)
        answers.push_back(std::async(std::launch::async, is_answered_with, std::cref(subject),
                                     std::cref(arguments), time_limit()));
    std::optional<std::string> how;
    for (std::size_t index = 0; index < attempts.size(); ++index) {
        if (!answers[index].get() || how) continue;
        how = attempts[index].empty()
                  ? ". Of three clients that send at the same time, one gets something back"
                  : fmt::format(". With {} something comes back", fmt::join(attempts[index], " "));
    }
    return how;
}

}  // namespace grader
