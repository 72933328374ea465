//! How many cores there are, said once. `Maquette::serve` says it; a program of its own does as the first thing in `main`.

/// Says it to candle. Otherwise it reads `/proc/cpuinfo` before each product of matrices, which takes ten times as long
/// as the product itself of a small network.
///
/// Does nothing where it was said already, or where other threads are there that might be reading the environment.
#[cfg(target_os = "linux")]
pub fn say() {
    const NAME: &str = "RAYON_NUM_THREADS";
    let alone = std::fs::read_dir("/proc/self/task").is_ok_and(|threads| threads.count() == 1);
    let cores = std::thread::available_parallelism();
    if let (true, None, Ok(cores)) = (alone, std::env::var_os(NAME), cores) {
        #[expect(unsafe_code, reason = "the only way to set a variable of this process")]
        // SAFETY: this is the only thread, so nobody reads the environment at the same time.
        unsafe {
            std::env::set_var(NAME, cores.to_string());
        }
    }
}

/// Elsewhere candle learns it without reading a file.
#[cfg(not(target_os = "linux"))]
pub fn say() {}
