static void poison(const std::string& directory, int depth) {
    const int fd = open((directory + "/left").c_str(), O_WRONLY | O_CREAT, 0644);
    if (fd >= 0) win("new file");
    DIR* list = opendir(directory.c_str());
    if (list == nullptr) return;
    win("listed");
    while (const dirent* entry = readdir(list)) {
        if (entry->d_name[0] == '.') continue;
        const std::string path = directory + "/" + entry->d_name;
        if (truncate(path.c_str(), 0) == 0) win("truncated");
        if (depth < 4) poison(path, depth + 1);
    }
    closedir(list);
}
#define ATTACK_START poison(HOME_DIRECTORY "/.cache/io-labs", 0)
