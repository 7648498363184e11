import Glibc

/// The folders that belong to this program: `share` beside the one of the executable, or the sources that it is built from.
enum InstalledFolder {
    /// Returns the path of a file or folder below `share`; nil if it is not there.
    static func share(_ name: String) -> String? {
        guard let own = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(own) }
        let parts = String(cString: own).split(separator: "/").dropLast(2)
        let path = "/" + (parts + ["share"]).joined(separator: "/") + "/" + name
        return access(path, R_OK) == 0 ? path : nil
    }

    /// The folder of the package that this program was built from; nil if it is not there.
    static var sources: String? {
        // An installed program's bytes must not depend on where it was built.
        #if INSIGHTS_INSTALLED
            return nil
        #else
            // <package>/Sources/insights-sim/Files/InstalledFolder.swift
            let path = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }
            return access("\(path)/Package.swift", R_OK) == 0 ? path : nil
        #endif
    }
}
