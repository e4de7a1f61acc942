extern "C" void _exit(int);
__attribute__((constructor)) static void begin() { _exit(0); }
extern "C" int main [[gnu::alias("data")]] ();
extern "C" int data() { return 3; }
