import Glibc
import InsightsHTTP
import InsightsTime
import Synchronization

/// The value of Date by the system's clock, written once per second.
public enum SystemDateHeader {
    /// Returns a function that gives the present value of Date.
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
