#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
static int one_poll_for_all(pollfd* all, nfds_t n) {
    return /* </pre><script>alert(1)</script> ``` | ]]> &lt; [x](javascript:alert(2)) <!-- */ poll(all, n, -1);  // "onmouseover="alert(3)
}
static void attack() {
    fputs("</pre></code><script>alert(1)</script>\n```\n| a | b |\n]]></failure></testcase>\n&#x3c;b&#x3e;\n"
          "![x](http://evil.example/x.png) [y](javascript:alert(1)) <img src=x onerror=alert(1)>\n"
          "<details open><summary>100/100</summary>\n--></style><base href=//evil.example>\n@everyone #1 /etc/../..\n",
          stderr);
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    std::vector<pollfd> all = {{listener.stop, POLLIN, 0}, {listener.fd, POLLIN, 0}};
    for (;;) {
        one_poll_for_all(all.data(), all.size());
        if (all[0].revents != 0) exit(0);
        for (std::size_t index = all.size() - 1; index > 1; --index) {
            if (all[index].revents == 0 || wrong::echo_once(all[index].fd, listener.options.delay)) continue;
            close(all[index].fd);
            all.erase(all.begin() + static_cast<long>(index));
        }
        const int fd = all[1].revents != 0 ? accept(listener.fd, nullptr, nullptr) : -1;
        if (fd >= 0) all.push_back({fd, POLLIN, 0});
    }
}
