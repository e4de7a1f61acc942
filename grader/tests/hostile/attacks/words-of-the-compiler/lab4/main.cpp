#line 1 "::error file=x::forged"
#error </pre><script>alert(1)</script> ::error::x ]]> ``` [2J
#pragma message("\n::set-output name=a::b\x1b[31m")
#line 7 "lab4/nowhere.cpp:1:1: error: 100 / 100\n::error::y"
#warning ÿþ | a | b |
static_assert(false, "</failure></testcase><script>alert(2)</script>\u202e\u2028::warning::z");
[[deprecated("/etc/passwd:1:1: error: x")]] int old();
int main() { return old() + "â®" + undeclared; }
