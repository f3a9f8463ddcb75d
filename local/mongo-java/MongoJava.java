import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
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

  /**
   * The library puts a collection where others find it before it has its index, and adds indexes while others go through
   * them: a write beside it fails with "Unknown error: null". What makes or drops either runs alone, all else at once.
   */
  private static final class Turns {
    private static final Set<String> CHANGES_INDEXES =
        Set.of("create", "createIndexes", "dropIndexes", "drop", "dropDatabase");
    private static final Set<String> MAY_MAKE_COLLECTION = Set.of("insert", "update", "findAndModify");

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    Document run(String database, String command, Document query, Supplier<Document> work) {
      String collection = database + "." + query.get(command);
      boolean drops = command.startsWith("drop");
      boolean makes = MAY_MAKE_COLLECTION.contains(command) && !made.contains(collection);
      Lock turn = makes || CHANGES_INDEXES.contains(command) ? lock.writeLock() : lock.readLock();
      turn.lock();
      try {
        Document answer = work.get();
        if (drops) made.removeIf(name -> name.startsWith(database + "."));
        else if (makes) made.add(collection);
        return answer;
      } finally {
        turn.unlock();
      }
    }
  }

  private static final Turns TURNS = new Turns();

  private static MongoBackend memoryBackend() {
    return new MemoryBackend() {
      @Override
      public Document handleCommand(Channel channel, String database, String command, Document query) {
        return TURNS.run(database, command, query, () -> super.handleCommand(channel, database, command, query));
      }
    };
  }

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    MongoBackend backend = args.length > 1 ? fileBackend(args[1]) : memoryBackend();
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
    return new H2Backend(store) {
      @Override
      public Document handleCommand(Channel channel, String database, String command, Document query) {
        return TURNS.run(database, command, query, () -> super.handleCommand(channel, database, command, query));
      }
    };
  }
}
