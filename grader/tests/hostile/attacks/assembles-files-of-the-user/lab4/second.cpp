asm(".macro m\n.include \"@NEIGHBOUR@/lab4/private.hpp\"\n.endm\nm\n");
