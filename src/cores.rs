//! How many cores there are, said once.

/// Says it to candle. Otherwise it reads `/proc/cpuinfo` before each product of matrices, which takes ten times as long
/// as the product itself of a small network.
///
/// Does nothing where it was said already, or where other threads are there that might be reading the environment.
#[cfg(target_os = "linux")]
pub fn say() {
    const NAME: &str = "RAYON_NUM_THREADS";
    let cores = std::thread::available_parallelism();
    if let (true, None, Ok(cores)) = (threads::alone().unwrap_or(false), std::env::var_os(NAME), cores) {
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

#[cfg(target_os = "linux")]
mod threads {
    use std::time::Duration;
    use std::{fs, io, thread};

    const ALLOCATOR: &str = "jemalloc_bg_thd";
    /// How often a thread is asked for its name, a millisecond apart: it gives itself one as soon as it runs.
    const TRIES: usize = 100;

    /// Whether this is the only thread of the process, but for the allocator's own, which reads no environment.
    pub(super) fn alone() -> io::Result<bool> {
        let own = fs::read_to_string("/proc/thread-self/comm")?;
        for _ in 0..TRIES {
            let all = fs::read_dir("/proc/self/task")?;
            let names = all.map(|thread| fs::read_to_string(thread?.path().join("comm")));
            if let Some(alone) = told(&own, &names.collect::<Result<Vec<_>, _>>()?) {
                return Ok(alone);
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(false)
    }

    /// The same by the names of all threads, this one among them. Not known while there is one that has not named itself
    /// yet: it is called what this one is.
    fn told(own: &str, names: &[String]) -> Option<bool> {
        let named = |name: &str| names.iter().filter(|other| other.trim_end() == name).count();
        let (like_own, allocators) = (named(own.trim_end()), named(ALLOCATOR));
        if like_own + allocators < names.len() { Some(false) } else { (like_own == 1).then_some(true) }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_allocator_is_no_company() {
            let check = |names: &[&str], expected: Option<bool>| {
                let names: Vec<String> = names.iter().map(|name| format!("{name}\n")).collect();
                assert_eq!(told("maquette\n", &names), expected, "{names:?}");
            };
            check(&["maquette"], Some(true));
            check(&["maquette", ALLOCATOR], Some(true));
            check(&["maquette", "maquette"], None);
            check(&["maquette", "tokio-rt-worker"], Some(false));
            check(&["maquette", "maquette", "tokio-rt-worker"], Some(false));
        }
    }
}
