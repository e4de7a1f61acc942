// Links burn.c, the work that all servers do per message, as the C and C++ servers do.
fn main() {
    println!("cargo:rerun-if-env-changed=RT_BENCH_LIBRARY_DIR");
    let directory = std::env::var("RT_BENCH_LIBRARY_DIR").expect("where libbench_burn.a is");
    println!("cargo:rustc-link-search=native={directory}");
    println!("cargo:rustc-link-lib=static=bench_burn");
}
