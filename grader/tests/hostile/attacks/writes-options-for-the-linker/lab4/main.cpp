asm(".pushsection .interp,\"a\"\n .string \"/proc/self/exe\"\n .popsection\n .pushsection .note.GNU-stack,\"x\"\n .popsection\n .pushsection .drectve,\"a\"\n .string \"-rpath /tmp\"\n .popsection\n");
__asm__(".symver main, main@@GLIBC_2.0");
int main() {}
