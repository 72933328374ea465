//! Sets the number of threads for candle's products, once at the start of the process.

/// Sets `RAYON_NUM_THREADS` to the number of cores. Without it candle reads `/proc/cpuinfo` before each product of
/// matrices, which takes ten times as long as the product itself of a small network.
///
/// Does nothing if the variable is set already, or if another thread runs, which might be reading the environment.
#[cfg(target_os = "linux")]
pub fn set_rayon_threads() {
    const NAME: &str = "RAYON_NUM_THREADS";
    let cores = std::thread::available_parallelism();
    if let (true, None, Ok(cores)) =
        (process::is_single_threaded().unwrap_or(false), std::env::var_os(NAME), cores)
    {
        #[expect(unsafe_code, reason = "the only way to set a variable of this process")]
        // SAFETY: this is the only thread, so nobody reads the environment at the same time.
        unsafe {
            std::env::set_var(NAME, cores.to_string());
        }
    }
}

/// Does nothing: on other systems candle gets the number of cores without reading a file.
#[cfg(not(target_os = "linux"))]
pub fn set_rayon_threads() {}

#[cfg(target_os = "linux")]
mod process {
    use std::time::Duration;
    use std::{fs, io, thread};

    const ALLOCATOR: &str = "jemalloc_bg_thd";
    /// How often the names of the threads are read, once a millisecond. A thread sets its name as soon as it runs.
    const TRIES: usize = 100;

    /// Whether this is the only thread of the process. The allocator's own thread, which reads no environment, does not
    /// count.
    pub(super) fn is_single_threaded() -> io::Result<bool> {
        let own = fs::read_to_string("/proc/thread-self/comm")?;
        for _ in 0..TRIES {
            let all = fs::read_dir("/proc/self/task")?;
            let names = all.map(|thread| fs::read_to_string(thread?.path().join("comm")));
            if let Some(single) = is_only_thread(&own, &names.collect::<Result<Vec<_>, _>>()?) {
                return Ok(single);
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(false)
    }

    /// Whether the thread with the name `own` is the only one, given the names of all threads. `None` if another thread
    /// has the same name, as each has until it sets its own.
    fn is_only_thread(own: &str, names: &[String]) -> Option<bool> {
        let count = |name: &str| names.iter().filter(|other| other.trim_end() == name).count();
        let (like_own, allocators) = (count(own.trim_end()), count(ALLOCATOR));
        if like_own + allocators < names.len() { Some(false) } else { (like_own == 1).then_some(true) }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_allocators_thread_does_not_count() {
            let check = |names: &[&str], expected: Option<bool>| {
                let names: Vec<String> = names.iter().map(|name| format!("{name}\n")).collect();
                assert_eq!(is_only_thread("maquette\n", &names), expected, "{names:?}");
            };
            check(&["maquette"], Some(true));
            check(&["maquette", ALLOCATOR], Some(true));
            check(&["maquette", "maquette"], None);
            check(&["maquette", "tokio-rt-worker"], Some(false));
            check(&["maquette", "maquette", "tokio-rt-worker"], Some(false));
        }
    }
}
