import CLinux
import Glibc

/// The files of the starters, and a writer that never replaces a file.
struct StarterFolder {
    private let folder: String

    /// Finds the files of a starter, beside the sources or below `share`.
    init(_ starter: Starter) throws(UsageError) {
        let name = "starters/\(starter.rawValue)"
        let candidates =
            [InstalledFolder.share("insights-simulator/\(name)")].compactMap { $0 }
            + [InstalledFolder.sources].compactMap { $0.map { "\($0)/packaging/\(name)" } }
        guard let found = candidates.first(where: FileIO.exists) else {
            throw .configuration(
                "init: found no folder \(name) below 'share' beside this program; expected that of the package; "
                    + "install insights-simulator anew")
        }
        folder = found
    }

    /// Returns the paths of the files, relative to the folder, sorted.
    func files() -> [String] { Self.files(in: folder, below: "").sorted() }

    private static func files(in folder: String, below prefix: String) -> [String] {
        DirectoryListing.names(of: "\(folder)/\(prefix)").flatMap { name -> [String] in
            let path = prefix + name
            var status = stat()
            guard stat("\(folder)/\(path)", &status) == 0 else { return [] }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: return name == "__pycache__" ? [] : files(in: folder, below: path + "/")
            case S_IFREG: return [path]
            default: return []
            }
        }
    }

    /// Writes all files into a folder, which it makes; none if one of them is there already.
    func write(to target: String) throws(UsageError) -> [String] {
        let files = files()
        for file in files where FileIO.exists("\(target)/\(file)") {
            throw .configuration(
                "init: found \(target)/\(file); expected no such file, since nothing is overwritten; "
                    + "name another folder")
        }
        for file in files {
            let path = "\(target)/\(file)"
            try FileIO.makeFolder(OutputPlace.folder(of: path))
            try FileIO.write(String(decoding: FileIO.read("\(folder)/\(file)"), as: UTF8.self), to: path)
        }
        return files
    }
}
