// Everything of the runtime. Reading order: README.md.
#pragma once

#include "rt/cancel_token.hpp"
#include "rt/channel.hpp"
#include "rt/result.hpp"
#include "rt/runtime.hpp"
#include "rt/select.hpp"
#include "rt/signal.hpp"
#include "rt/spawn.hpp"
#include "rt/spawn_blocking.hpp"
#include "rt/sync.hpp"
#include "rt/task.hpp"
#include "rt/task_group.hpp"
#include "rt/tcp.hpp"
#include "rt/time.hpp"
