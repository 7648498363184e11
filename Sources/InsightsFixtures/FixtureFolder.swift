import Glibc

/// The location of the fixtures.
package enum FixtureFolder {
    /// The environment variable that names the folder.
    package static let environmentVariable = "INSIGHTS_SIM_FIXTURES"

    /// Finds the folder.
    ///
    /// A folder named by argument or environment is used or refused, never replaced by another one. Otherwise these
    /// are tried in order: `../share/insights-simulator/fixtures` and `fixtures` beside the running executable, then the
    /// folder of the source tree that this module was built from. The last is the copy that the build made beside the
    /// executable.
    ///
    /// - Parameter explicit: a folder that the caller names, or nil.
    /// - Returns: the folder, without a trailing slash unless the caller gave one.
    /// - Throws: `FixtureError.folderNotFound` with the folders tried, if none holds `catalogue.json`.
    package static func locate(explicit: String? = nil) throws(FixtureError) -> String {
        try locate(
            explicit: explicit, environment: getenv(environmentVariable).map { String(cString: $0) },
            executableFolder: executableFolder(), sourceFile: sourceFile)
    }

    /// The folder beside an executable into which the build copies the resources of the target `CData`.
    package static let resourceFolder = "insights-simulator_CData.resources"

    /// Finds the folder that comes with the package, and ignores the environment variable.
    static func packaged() throws(FixtureError) -> String {
        try locate(explicit: nil, environment: nil, executableFolder: executableFolder(), sourceFile: sourceFile)
    }

    static func locate(
        explicit: String?, environment: String?, executableFolder: String?, sourceFile: String?
    ) throws(FixtureError) -> String {
        var candidates: [String] = []
        if let explicit {
            candidates = [explicit]
        } else if let environment, !environment.isEmpty {
            candidates = [environment]
        } else {
            if let executableFolder {
                candidates.append("\(executableFolder)/../share/insights-simulator/fixtures")
                candidates.append("\(executableFolder)/fixtures")
            }
            // The source file is <package>/Sources/InsightsFixtures/FixtureFolder.swift.
            if let sourceFile { candidates.append("\(parent(of: parent(of: parent(of: sourceFile))))/fixtures") }
            // What was built and then moved, or came from a cache, has no source tree.
            if let executableFolder { candidates.append("\(executableFolder)/\(resourceFolder)/fixtures") }
        }
        for candidate in candidates where access("\(candidate)/catalogue.json", R_OK) == 0 { return candidate }
        throw .folderNotFound(tried: candidates)
    }

    /// This file; nil for an installed program, whose bytes must not depend on where it was built.
    private static var sourceFile: String? {
        #if INSIGHTS_INSTALLED
            nil
        #else
            #filePath
        #endif
    }

    /// Returns the folder of the running executable; nil if the system does not report it.
    static func executableFolder() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        return parent(of: String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return String(path[..<slash])
    }
}
