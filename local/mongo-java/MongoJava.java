import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.util.List;
import org.h2.mvstore.MVStore;

/**
 * Stand-in for mongod: `MongoJava PORT [FILE]`, in memory without FILE. Prints "ready PORT" and stops when its
 * standard input ends or on SIGTERM, closing the store so that nothing acknowledged is lost.
 */
public final class MongoJava {
  /**
   * What a SIGKILL of this very process may lose; H2's own 1,000 is no faster (both about 8,700 upserts/s; so are cache
   * sizes from 16 to 256 MB; write buffers above H2's 1 MB are slower).
   */
  private static final int COMMIT_MS = 200;

  private static final int CACHE_MB = 64;

  /** Driver 7 asks for wire version 9 or more; the library's own newest is 8. */
  private static final class Version implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(5, 0, 0);
    }

    @Override
    public int getWireVersion() {
      return 13;
    }
  }

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    MongoBackend backend = args.length > 1 ? fileBackend(args[1]) : new MemoryBackend();
    backend.version(new Version());
    MongoServer server = new MongoServer(backend);
    server.bind("127.0.0.1", port);
    // shutdown() lets requests under way finish, then closes the backend, which writes the file.
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    System.out.println("ready " + server.getLocalAddress().getPort());
    while (System.in.read() != -1) {}
    System.exit(0);
  }

  private static MongoBackend fileBackend(String file) {
    MVStore store = new MVStore.Builder().fileName(file).cacheSize(CACHE_MB).open();
    store.setAutoCommitDelay(COMMIT_MS);
    return new H2Backend(store);
  }
}
