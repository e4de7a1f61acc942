#define X { int unused_one; unsigned u = 0; int i = -1; if (i < u) i = u; }
#define Y X X X X X X X X X X
#define Z Y Y Y Y Y Y Y Y Y Y
#define W Z Z Z Z Z Z Z Z Z Z
int main() { W W W W }
