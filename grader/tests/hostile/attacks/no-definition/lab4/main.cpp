extern "C" int missing() asm("<script>alert(1)</script>::error::x");
int main() { return missing(); }
