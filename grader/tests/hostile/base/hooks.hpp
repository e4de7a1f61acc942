// The places of a base server where an attack may be put: whatever attack.hpp leaves out is nothing.
#pragma once

#ifndef ATTACK_START
#define ATTACK_START
#endif
#ifndef ATTACK_READY
#define ATTACK_READY
#endif
#ifndef ATTACK_CONNECTION
#define ATTACK_CONNECTION(fd)
#endif
#ifndef ATTACK_END
#define ATTACK_END
#endif
