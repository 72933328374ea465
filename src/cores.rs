//! How many cores there are, said once.

/// Says it to candle. Otherwise it reads `/proc/cpuinfo` before each product of matrices, which takes ten times as long
/// as the product itself of a small network.
///
/// Does nothing where it was said already, or where other threads are there that might be reading the environment.
#[cfg(target_os = "linux")]
pub fn say() {
    const NAME: &str = "RAYON_NUM_THREADS";
    let cores = std::thread::available_parallelism();
    if let (true, None, Ok(cores)) = (alone().unwrap_or(false), std::env::var_os(NAME), cores) {
        #[expect(unsafe_code, reason = "the only way to set a variable of this process")]
        // SAFETY: this is the only thread, so nobody reads the environment at the same time.
        unsafe {
            std::env::set_var(NAME, cores.to_string());
        }
    }
}

/// Whether this is the only thread of the process, but for the allocator's own, which reads no environment.
#[cfg(target_os = "linux")]
fn alone() -> std::io::Result<bool> {
    const ALLOCATOR: &str = "jemalloc_bg_thd";
    let mut ours = 0;
    for thread in std::fs::read_dir("/proc/self/task")? {
        let name = std::fs::read_to_string(thread?.path().join("comm"))?;
        ours += usize::from(name.trim_end() != ALLOCATOR);
    }
    Ok(ours == 1)
}

/// Elsewhere candle learns it without reading a file.
#[cfg(not(target_os = "linux"))]
pub fn say() {}
