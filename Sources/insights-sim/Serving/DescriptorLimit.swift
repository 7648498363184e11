import CLinux
import Glibc

/// The limit of open descriptors of this process.
enum DescriptorLimit {
    /// The descriptors that are left for files, callbacks and tunnels.
    private static let reserve = 256

    /// Raises the limit as far as the system allows without rights, and returns it.
    static func raise() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        if limit.rlim_cur < limit.rlim_max {
            let lower = limit.rlim_cur
            limit.rlim_cur = limit.rlim_max
            if setrlimit(resource, &limit) != 0 { limit.rlim_cur = lower }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// Returns how many connections a server may have under a limit of descriptors.
    static func connections(wanted: Int, descriptors: Int) -> Int {
        max(1, min(wanted, descriptors - min(reserve, descriptors / 2)))
    }
}
