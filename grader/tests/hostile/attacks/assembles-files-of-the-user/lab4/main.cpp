asm(".include \"@HOME@/notes.txt\"");
int main() {}
