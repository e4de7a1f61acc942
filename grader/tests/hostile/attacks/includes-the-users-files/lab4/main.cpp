#include "@HOME@/notes.txt"
#include "@HOME@/.ssh/id_ed25519"
#include "/proc/self/root@HOME@/.netrc"
#include "../../../home/.bash_history"
int main() {}
