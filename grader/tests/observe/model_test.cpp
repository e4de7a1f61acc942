// The rules, one by one, on facts that are made up: what tells two models apart, and when it is unsure.
#include "observe/model.hpp"

#include <gmock/gmock.h>

#include <string>

#include "observe/glance.hpp"

namespace grader {
namespace {

using testing::HasSubstr;

constexpr int process = 100;

ThreadFact thread_in(int tid, Call call, std::vector<int> clients = {}) {
    ThreadFact thread;
    thread.tid = tid;
    thread.process = process;
    thread.state = ThreadState::asleep;
    thread.call = call;
    thread.clients = std::move(clients);
    return thread;
}

/// Three clients that were all accepted, nobody else.
ModelFacts three_clients() {
    ModelFacts facts;
    facts.clients = facts.answered = 3;
    facts.messages = 40;
    facts.is_traced = true;
    facts.rest.threads = facts.gone.threads = {thread_in(100, Call::accept)};
    facts.silent.connected = 3;
    facts.silent.processes = 1;
    facts.silent.holders = {{1, {process}}, {2, {process}}, {3, {process}}};
    facts.silent.threads = facts.rest.threads;
    return facts;
}

ModelFacts a_thread_each() {
    ModelFacts facts = three_clients();
    for (int client = 1; client <= 3; ++client)
        facts.silent.threads.push_back(thread_in(100 + client, Call::recvfrom, {client}));
    return facts;
}

ModelFacts one_epoll() {
    ModelFacts facts = three_clients();
    ThreadFact loop = thread_in(100, Call::epoll_wait, {1, 2, 3});
    loop.loop = 4;
    loop.for_listener = true;
    facts.rest.threads = facts.silent.threads = facts.talked.threads = {loop};
    facts.silent.loops = {
        LoopFact{.process = process, .number = 4, .clients = {1, 2, 3}, .has_listener = true, .edge = 3}};
    Doings& doings = facts.talk[100];
    doings.read = doings.wrote = {1, 2, 3};
    doings.epoll_waits = 40;
    return facts;
}

TEST(Model, ThreadsThatComeAndGoWithTheirClientsAreAThreadPerConnection) {
    EXPECT_EQ(name_model(a_thread_each()).model, Model::thread_per_connection);
}

TEST(Model, ThreadsThatWereThereBeforeAreAPool) {
    ModelFacts facts = a_thread_each();
    facts.rest.threads = facts.gone.threads = facts.silent.threads;
    EXPECT_EQ(name_model(facts).model, Model::thread_pool);
}

TEST(Model, ThreadsThatStayAreAPoolOnlyIfOneServesAgain) {
    ModelFacts facts = a_thread_each();
    facts.gone.threads = facts.silent.threads;
    EXPECT_EQ(name_model(facts).model, Model::unsure);
    facts.back.threads = {thread_in(102, Call::recvfrom, {4})};
    EXPECT_EQ(name_model(facts).model, Model::thread_pool);
}

TEST(Model, PollersThatWereThereAndHaveOneClientEachMayBeLoops) {
    ModelFacts facts = a_thread_each();
    for (ThreadFact& thread : facts.silent.threads) {
        if (!thread.clients.empty()) thread.call = Call::poll;
    }
    facts.rest.threads = facts.gone.threads = facts.silent.threads;
    EXPECT_EQ(name_model(facts).model, Model::unsure);
}

TEST(Model, OneClientAtATimeIsSequentialOnlyWithOneThread) {
    ModelFacts facts = three_clients();
    facts.silent.holders = {{1, {process}}};
    facts.silent.threads = {thread_in(100, Call::recvfrom, {1})};
    EXPECT_EQ(name_model(facts).model, Model::sequential);
    facts.silent.threads.push_back(thread_in(101, Call::futex));
    EXPECT_EQ(name_model(facts).model, Model::unsure);
}

TEST(Model, TheTriggerOfAnEpollIsThatOfItsClients) {
    EXPECT_EQ(name_model(one_epoll()).name, "epoll, edge-triggered, one loop");
    ModelFacts facts = one_epoll();
    facts.silent.loops.front().edge = 0;
    EXPECT_EQ(name_model(facts).name, "epoll, level-triggered, one loop");
    facts.silent.loops.front().edge = 1;
    EXPECT_EQ(name_model(facts).trigger, Trigger::mixed);
}

TEST(Model, AnEpollThatDoesNotWatchAllClientsIsUnsure) {
    ModelFacts facts = one_epoll();
    facts.silent.loops.front().clients = {1, 2};
    EXPECT_EQ(name_model(facts).model, Model::unsure);
}

TEST(Model, WhoIsWokenAndAnswersIsTheSynchronousHalf) {
    ModelFacts facts = one_epoll();
    facts.silent.threads.push_back(thread_in(101, Call::futex));
    facts.talk[101].woken_by[100] = 30;
    facts.talk[101].wrote = {1, 2, 3};
    facts.talk[100].wrote.clear();
    EXPECT_EQ(name_model(facts).model, Model::half_sync_half_async);
}

TEST(Model, WhoIsWokenAndDoesNothingThatIsSeenIsUnsure) {
    ModelFacts facts = one_epoll();
    facts.silent.threads.push_back(thread_in(101, Call::futex));
    facts.talk[101].woken_by[100] = 30;
    EXPECT_EQ(name_model(facts).model, Model::unsure);
}

TEST(Model, AWorkerThatOnlyHadNoTurnToWaitMakesNoHalfSyncHalfAsync) {
    ModelFacts facts = one_epoll();
    facts.silent.threads.push_back(thread_in(101, Call::futex));
    facts.talk[101] = facts.talk[100];
    facts.talk[101].epoll_waits = 0;
    EXPECT_EQ(name_model(facts).model, Model::several_workers);
    facts.talk[100].read.clear();
    EXPECT_EQ(name_model(facts).model, Model::unsure);
}

TEST(Model, ThreadsThatTakeNoPartDoNotMatter) {
    ModelFacts facts = one_epoll();
    facts.silent.threads.push_back(thread_in(101, Call::futex));
    EXPECT_EQ(name_model(facts).name, "epoll, edge-triggered, one loop");
    facts.is_traced = false;
    facts.talk.clear();
    EXPECT_EQ(name_model(facts).model, Model::unsure) << "without a trace they may";
}

TEST(Model, AThreadThatPollsSomethingElseIsNoSecondWorker) {
    ModelFacts facts = three_clients();
    facts.rest.threads = facts.silent.threads =
        facts.talked.threads = {thread_in(100, Call::poll, {1, 2, 3}), thread_in(101, Call::poll)};
    Doings& doings = facts.talk[100];
    doings.read = doings.wrote = {1, 2, 3};
    doings.polls = 40;
    facts.talk[101].polls = 3;
    EXPECT_EQ(name_model(facts).model, Model::poll) << name_model(facts).evidence;
}

TEST(Model, SeveralLoopsNeedTheirThreads) {
    ModelFacts facts = three_clients();
    facts.rest.threads.clear();
    facts.silent.threads.clear();
    facts.silent.loops.clear();
    for (int loop = 0; loop < 3; ++loop) {
        ThreadFact thread = thread_in(100 + loop, Call::epoll_wait, {loop + 1});
        thread.loop = 4 + loop;
        facts.silent.threads.push_back(thread);
        facts.silent.loops.push_back(LoopFact{.process = process, .number = 4 + loop, .clients = {loop + 1}});
        Doings& doings = facts.talk[100 + loop];
        doings.read = doings.wrote = {loop + 1};
        doings.epoll_waits = 10;
    }
    facts.rest.threads = facts.talked.threads = facts.gone.threads = facts.silent.threads;
    EXPECT_EQ(name_model(facts).name, "epoll, level-triggered, several loops, one a thread");
    ModelFacts handed_over = facts;
    handed_over.silent.threads.push_back(thread_in(110, Call::futex));
    handed_over.talk[110].wrote = {1};
    EXPECT_EQ(name_model(handed_over).model, Model::unsure) << "another thread answers";
    handed_over.is_traced = false;
    handed_over.talk.clear();
    EXPECT_EQ(name_model(handed_over).model, Model::unsure) << "another thread may";
}

TEST(Model, AskingAgainAndAgainWhileNobodyTalksIsBusyPolling) {
    ModelFacts facts = three_clients();
    facts.idle[100].again = 600;
    EXPECT_EQ(name_model(facts).model, Model::busy_polling);
    facts.idle[100].again = 6;
    facts.idle[100].naps = 2;
    EXPECT_THAT(name_model(facts).evidence, HasSubstr("2 sleeps between"));
}

TEST(Model, CpuTimeWithoutCallsIsNoEvidenceOfPolling) {
    ModelFacts facts = three_clients();
    facts.is_traced = false;
    facts.idle_ns = 300;
    facts.idle_cpu_ns[100] = 299;
    EXPECT_EQ(name_model(facts).model, Model::unsure);
    EXPECT_THAT(name_model(facts).evidence, HasSubstr("computes all the time"));
}

TEST(Model, ARingBesideAnEpollIsNotIoUring) {
    ModelFacts facts = one_epoll();
    facts.silent.threads.push_back(thread_in(101, call_named("io_uring_enter")));
    EXPECT_EQ(name_model(facts).model, Model::epoll);
}

TEST(Model, WhatCantBeSeenIsUnsureAndSaysWhy) {
    ModelFacts facts = one_epoll();
    facts.silent.sees_calls = false;
    facts.untraced = "ptrace(PTRACE_SEIZE): Operation not permitted";
    EXPECT_EQ(name_model(facts).model, Model::unsure);
    EXPECT_THAT(name_model(facts).evidence, HasSubstr("Operation not permitted"));
}

TEST(Model, WhoAcceptsNobodyIsUnsure) {
    ModelFacts facts = three_clients();
    facts.silent.holders.clear();
    EXPECT_THAT(name_model(facts).evidence, HasSubstr("none of 3 clients"));
}

TEST(Glance, ReadsWhatAnEpollWatches) {
    const auto watched = parse_watched(
        "pos:\t0\nflags:\t02\nmnt_id:\t15\ntfd:        7 events: 80002019 data:                7  pos:0 "
        "ino:1 sdev:9\n");
    ASSERT_EQ(watched.size(), 1U);
    EXPECT_EQ(watched.front().number, 7);
    EXPECT_EQ(watched.front().events, 0x80002019U);
}

}  // namespace
}  // namespace grader
