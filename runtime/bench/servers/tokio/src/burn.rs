//! CPU work per message: burn.c, the same machine code as in the servers in C and C++.

extern "C" {
    #[link_name = "burn"]
    fn burn_c(us: u32);
}

pub fn burn(us: u32) {
    // SAFETY: it takes a number and touches nothing of ours.
    unsafe { burn_c(us) }
}
