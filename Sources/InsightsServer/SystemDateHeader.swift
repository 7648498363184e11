import Glibc
import InsightsHTTP
import InsightsTime
import Synchronization

/// The `Date` value from the system's clock, formatted once per second.
public enum SystemDateHeader {
    /// Returns a function that returns the current `Date` value; it is safe to call from several threads.
    public static func makeHeader() -> @Sendable () -> String {
        let cache = Cache()
        return { cache.header(at: time(nil)) }
    }

    private final class Cache: Sendable {
        private let latest = Mutex<(second: Int, text: String)>((second: .min, text: ""))

        func header(at second: Int) -> String {
            latest.withLock { latest in
                if latest.second != second { latest = (second, HTTPDate.format(secondsSince1970: second)) }
                return latest.text
            }
        }
    }
}
