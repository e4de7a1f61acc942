asm(".rept 1000000\n .rept 3000\n nop\n .endr\n .endr\n");
char large[1UL << 40] = {1};
int main() { return large[5]; }
