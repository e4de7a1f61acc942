#define X undeclared_one; undeclared_two(; }
#define Y X X X X X X X X X X
#define Z Y Y Y Y Y Y Y Y Y Y
#define W Z Z Z Z Z Z Z Z Z Z
int main() { W W W W W W W W W W W W W W W W W W W W }
