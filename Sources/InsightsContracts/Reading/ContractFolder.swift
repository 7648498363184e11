import Glibc
package import InsightsJSON

/// A finder and reader of contract files.
package enum ContractFolder {
    /// The environment variable that names the folder.
    static let environmentVariable = "INSIGHTS_SIM_CONTRACTS"
    /// The greatest size of a contract file, in bytes.
    package static let largestFile = 1 << 20
    /// The file that identifies a folder of contracts.
    static let schemaName = "contract.schema.json"
    /// The end of the name of a schema, which is not a contract.
    private static let schemaSuffix = ".schema.json"

    /// Finds the folder: the one of the environment, the one beside the executable, or that of the source tree.
    ///
    /// - Throws: `InputError` with what was tried.
    static func locate(explicit: String? = nil) throws(InputError) -> String {
        if let named = explicit ?? getenv(environmentVariable).map({ String(cString: $0) }), !named.isEmpty {
            guard access(named, R_OK) == 0 else { throw missing([named]) }
            return named
        }
        var candidates: [String] = []
        if let folder = executableFolder() {
            candidates = ["\(folder)/../share/insights-simulator/contracts", "\(folder)/contracts"]
        }
        // An installed program's bytes must not depend on where it was built.
        #if !INSIGHTS_INSTALLED
            // <package>/Sources/InsightsContracts/Reading/ContractFolder.swift
            candidates.append(
                String(#filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }) + "/contracts")
        #endif
        // What was built and then moved, or came from a cache, has no source tree: the build makes this copy.
        if let folder = executableFolder() {
            candidates.append("\(folder)/insights-simulator_CData.resources/contracts")
        }
        for candidate in candidates where access("\(candidate)/\(schemaName)", R_OK) == 0 { return candidate }
        throw missing(candidates)
    }

    private static func missing(_ tried: [String]) -> InputError {
        InputError(
            InputError.Place(file: tried.joined(separator: ", ")), found: "no such folder",
            expected: "a folder with contracts, named by --contracts or \(environmentVariable)")
    }

    private static func executableFolder() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let path = String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) }
    }

    /// Returns the contract files in the subfolders of a folder, sorted by name.
    static func files(in folder: String) throws(InputError) -> [(id: String, path: String)] {
        try names(in: folder, below: "").map { (id: String($0.dropLast(5)), path: "\(folder)/\($0)") }
    }

    private static func names(in folder: String, below prefix: String) throws(InputError) -> [String] {
        guard let directory = opendir("\(folder)/\(prefix)") else {
            throw InputError(
                InputError.Place(file: prefix.isEmpty ? folder : "\(folder)/\(prefix)"),
                found: "none that can be read (\(String(cString: strerror(errno))))", expected: "a folder")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) {
                names += try self.names(in: folder, below: "\(prefix)\(name)/")
            } else if !prefix.isEmpty, name.hasSuffix(".json"), !name.hasSuffix(schemaSuffix) {
                // Files in the folder itself are not contracts, but the schema and the register of known differences.
                names.append(prefix + name)
            }
        }
        return names.sorted()
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Reads a file beside the areas' folders; returns nil if it is missing.
    ///
    /// - Throws: `InputError`, if it cannot be read.
    package static func readIfPresent(_ path: String) throws(InputError) -> [UInt8]? {
        exists(path) ? try read(path) : nil
    }

    /// Reads a file of a folder of contracts.
    ///
    /// - Throws: `InputError`, if it cannot be read, is not a file, or is too large.
    package static func read(_ path: String) throws(InputError) -> [UInt8] {
        do throws(SmallFile.Failure) {
            return try SmallFile.read(path, limit: largestFile)
        } catch {
            switch error {
            case .system(let reason):
                throw InputError(
                    InputError.Place(file: path), found: reason, expected: "a file")
            case .notFile(let kind): throw InputError(InputError.Place(file: path), found: kind, expected: "a file")
            case .tooLarge:
                throw InputError(
                    InputError.Place(file: path), found: "more than \(largestFile) bytes",
                    expected: "a smaller contract")
            }
        }
    }
}
