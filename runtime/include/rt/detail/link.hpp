// Doubly linked lists without allocations: what is in a list is a Link, and so is the list itself. The links
// of a list are a ring, which has no ends to be treated apart.
#pragma once

namespace rt::detail {

struct LayoutReader;

/// At first a ring by itself: an empty list, or a member of none. For who holds the list's lock.
class Link {
 public:
    constexpr Link() = default;
    /// Only what is in no list is moved.
    Link(Link&&) noexcept {}
    Link& operator=(const Link&) = delete;

    [[nodiscard]] Link* next_link() const { return next_; }
    [[nodiscard]] bool is_alone() const { return next_ == this; }
    void append_to(Link& list) {
        next_ = &list;
        previous_ = list.previous_;
        previous_->next_ = this;
        list.previous_ = this;
    }
    void unlink() {
        next_->previous_ = previous_;
        previous_->next_ = next_;
        next_ = previous_ = this;
    }

 private:
    friend struct LayoutReader;
    Link* next_ = this;
    Link* previous_ = this;
};

}  // namespace rt::detail
