#include "warden/process_permits.hpp"

#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/error.hpp"

namespace grader {

namespace {

std::vector<std::uint64_t> room_for(std::size_t bytes_of_kernel, std::size_t bytes_of_headers) {
    const std::size_t bytes = std::max(bytes_of_kernel, bytes_of_headers);
    return std::vector<std::uint64_t>((bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t));
}

/// A message of one byte that carries a descriptor: unix(7).
struct Parcel {
    char byte = 'x';
    iovec data{&byte, 1};
    alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};

    Parcel() {
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = space;
        message.msg_controllen = sizeof space;
    }
};

}  // namespace

ProcessPermits::ProcessPermits() {
    int pair[2];
    check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "socketpair");
    side_of_warden_.reset(pair[0]);
    side_of_program_.reset(pair[1]);
    seccomp_notif_sizes sizes{};
    ::syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes);
    request_ = room_for(sizes.seccomp_notif, sizeof(seccomp_notif));
    response_ = room_for(sizes.seccomp_notif_resp, sizeof(seccomp_notif_resp));
}

void ProcessPermits::send(UniqueFd listener) const {
    if (!listener) return;
    Parcel parcel;
    cmsghdr* const header = CMSG_FIRSTHDR(&parcel.message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    const int number = listener.get();
    std::memcpy(CMSG_DATA(header), &number, sizeof number);
    check(static_cast<int>(::sendmsg(side_of_program_.get(), &parcel.message, MSG_NOSIGNAL)),
          "send the filter's listener");
}

void ProcessPermits::receive_listener() {
    Parcel parcel;
    const ssize_t got = ::recvmsg(side_of_warden_.get(), &parcel.message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (got < 0) return;
    const cmsghdr* const header = CMSG_FIRSTHDR(&parcel.message);
    if (got > 0 && header != nullptr && header->cmsg_type == SCM_RIGHTS) {
        int number = -1;
        std::memcpy(&number, CMSG_DATA(header), sizeof number);
        listener_.reset(number);
    }
    side_of_warden_.reset();
}

bool ProcessPermits::somebody_asks() {
    if (!listener_) {
        receive_listener();
        return false;
    }
    // No more program that could ask.
    pollfd waiting{listener_.get(), POLLIN, 0};
    if (::poll(&waiting, 1, 0) != 1) return false;
    if ((waiting.revents & POLLIN) == 0) {
        listener_.reset();
        return false;
    }
    // Who asked may have been killed meanwhile: ENOENT.
    std::fill(request_.begin(), request_.end(), 0);
    return ::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_RECV, request_.data()) == 0;
}

void ProcessPermits::grant() {
    std::fill(response_.begin(), response_.end(), 0);
    seccomp_notif request{};
    std::memcpy(&request, request_.data(), sizeof request);
    seccomp_notif_resp response{};
    response.id = request.id;
    response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    std::memcpy(response_.data(), &response, sizeof response);
    ::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_SEND, response_.data());
}

}  // namespace grader
