import Glibc

/// The memory that this process may use.
enum MemoryLimit {
    /// The least of the machine's memory, the limits of its control groups and its own, in bytes; read once.
    static let ofProcess: Int = {
        let pages = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        let groups = text("/proc/self/cgroup") ?? ""
        let limits = files(groups: groups).compactMap(text).compactMap { Int(trimmed($0)) }
        var own = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &own)
        return ([pages, Int(clamping: own.rlim_cur)] + limits).filter { $0 > 0 }.min() ?? .max
    }()

    /// Returns the files that may hold limits, from the text of `/proc/self/cgroup`.
    ///
    /// A limit of a group holds for those inside. Where a container shows its own group as the root, the path is not
    /// there, but the root's file is.
    static func files(groups: String) -> [String] {
        var files: [String] = []
        for line in groups.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let (root, name): (String, String)
            if parts[1].isEmpty {
                (root, name) = ("/sys/fs/cgroup", "memory.max")
            } else if parts[1].split(separator: ",").contains("memory") {
                (root, name) = ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
            } else {
                continue
            }
            var path = parts[2].split(separator: "/")[...]
            files.append("\(root)/\(name)")
            while !path.isEmpty {
                files.append("\(root)/\(path.joined(separator: "/"))/\(name)")
                path = path.dropLast()
            }
        }
        return files
    }

    private static func trimmed(_ text: String) -> Substring { text.prefix { $0 != "\n" } }

    /// Returns the text of a file of the system, which tells no size; nil if it cannot be read.
    private static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
