extern "C" const int main[] = {0x90909090, 0xc3};
