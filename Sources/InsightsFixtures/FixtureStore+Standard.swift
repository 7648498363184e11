private import Synchronization

extension FixtureStore {
    private static let opened = Mutex<[String: FixtureStore]>([:])

    /// Returns the fixtures that come with the package, opened once per process; sharing is safe because they never
    /// change.
    ///
    /// - Throws: `FixtureError` if the folder cannot be found or read.
    public static func standard() throws(FixtureError) -> FixtureStore {
        let folder = try FixtureFolder.locate()
        if let store = opened.withLock({ $0[folder] }) { return store }
        let store = try FixtureStore(folder: folder)
        opened.withLock { $0[folder] = store }
        return store
    }
}
