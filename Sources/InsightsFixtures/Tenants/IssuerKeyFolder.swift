import CLinux
import Glibc

/// A folder of this machine with the keys of an issuer.
///
/// It is read whenever an assertion arrives, so that a rotation of keys is seen at once.
package struct IssuerKeyFolder: Sendable {
    /// The maximum number of files that are read.
    package static let fileLimit = 100
    /// The maximum size of a file in bytes.
    package static let longestFile = 256 * 1024

    private let path: String

    /// Creates the folder at a path.
    package init(_ path: String) {
        self.path = path
    }

    /// Returns the content of a file below the folder; nil if there is none.
    ///
    /// - Throws: `FixtureError.unreadable` for anything but a file, and for a name that leads out of the folder.
    package func file(_ name: String) throws(FixtureError) -> [UInt8]? {
        let parts = name.split(separator: "/")
        guard !parts.isEmpty, !parts.contains("..") else {
            throw .unreadable(file: "\(path)/\(name)", reason: "it is not in the folder")
        }
        let file = "\(path)/\(parts.joined(separator: "/"))"
        guard access(file, F_OK) == 0 else { return nil }
        return try FileReading.bytes(ofFile: file, maximumSize: Self.longestFile)
    }

    /// Returns the contents of the files in the folder itself, in the order of their names, without hidden ones.
    ///
    /// - Throws: `FixtureError.unreadable` if the folder or a file cannot be read, or there are too many.
    package func files() throws(FixtureError) -> [[UInt8]] {
        guard let directory = opendir(path) else { throw .unreadable(file: path, reason: systemReason()) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix("."), Self.isFolder("\(path)/\(name)") != true { names.append(name) }
        }
        closedir(directory)
        guard names.count <= Self.fileLimit else {
            throw .unreadable(file: path, reason: "\(names.count) files, at most \(Self.fileLimit) are read")
        }
        var contents: [[UInt8]] = []
        for name in names.sorted() {
            contents.append(try FileReading.bytes(ofFile: "\(path)/\(name)", maximumSize: Self.longestFile))
        }
        return contents
    }

    /// Returns whether a path is that of a folder; nil if it does not exist.
    static func isFolder(_ path: String) -> Bool? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT == S_IFDIR : nil
    }
}
