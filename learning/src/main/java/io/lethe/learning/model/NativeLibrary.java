// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TensorFlow's native library, unpacked once from the class path into a folder of the user, and
 * made known to the engine before it starts. Nothing is downloaded.
 */
final class NativeLibrary {
  private static final Logger LOGGER = LoggerFactory.getLogger(NativeLibrary.class);
  private static final String VERSION = "tensorflow-2.16.1";
  private static final String ENTRY = "libjnitensorflow.so";
  private static final List<String> FILES =
      List.of("libtensorflow_framework.so.2", "libtensorflow_cc.so.2", ENTRY);
  private static final String LIBRARY_PATH = "TENSORFLOW_LIBRARY_PATH";

  private NativeLibrary() {}

  /**
   * Makes sure the library is on disk and sets the properties by which DJL finds it. A library path
   * that was set from outside is left as it is.
   *
   * @throws ModelException if the class path has no library for this machine, or the disk cannot
   *     hold it
   */
  static void prepare(RuntimeOptions options) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty(
        "ai.djl.tensorflow.num_intraop_threads", Integer.toString(options.intraOpThreads()));
    if (options.device() == RuntimeOptions.Device.GPU) {
      CudaLibraries.load();
    }
    if (System.getenv(LIBRARY_PATH) != null || System.getProperty(LIBRARY_PATH) != null) {
      return;
    }
    Path folder = unpack(cacheRoot(), resourceFolder(options.device()));
    System.setProperty(LIBRARY_PATH, folder.toString());
  }

  /**
   * Where caches of this user belong: XDG_CACHE_HOME, else ~/.cache; the property {@code
   * lethe.cache} overrides both.
   */
  private static Path cacheRoot() {
    String property = System.getProperty("lethe.cache");
    if (property != null) {
      return Path.of(property);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("lethe");
  }

  private static String resourceFolder(RuntimeOptions.Device device) {
    String platform =
        System.getProperty("os.name").toLowerCase(Locale.ROOT)
            + "/"
            + System.getProperty("os.arch");
    if (!platform.equals("linux/amd64")) {
      throw new ModelException(
          "TensorFlow's native library is packaged for linux/amd64 and this is "
              + platform
              + "; run in the container image, or set TENSORFLOW_LIBRARY_PATH to a folder with "
              + ENTRY);
    }
    String suffix = device == RuntimeOptions.Device.GPU ? "-gpu" : "";
    return "/org/tensorflow/internal/c_api/linux-x86_64" + suffix + "/";
  }

  /**
   * Unpacks beside the final place and moves the folder there in one step, so that neither a crash
   * nor a second process leaves half a library. The folder's name carries version and size.
   */
  static Path unpack(Path cache, String resources) {
    long size = FILES.stream().mapToLong(name -> resource(resources + name).length()).sum();
    String flavor = resources.contains("-gpu") ? "-gpu-" : "-";
    Path target = cache.resolve(VERSION + flavor + size).toAbsolutePath();
    if (Files.isDirectory(target)) {
      return target;
    }
    try {
      Files.createDirectories(cache);
      Path temporary = Files.createTempDirectory(cache, "unpacking-");
      try {
        for (String name : FILES) {
          try (InputStream in = resource(resources + name).stream()) {
            Files.copy(in, temporary.resolve(name));
          }
        }
        moveInto(temporary, target);
      } finally {
        Folders.delete(temporary);
      }
      LOGGER
          .atInfo()
          .setMessage("TensorFlow's native library is unpacked")
          .addKeyValue("folder", target)
          .log();
      return target;
    } catch (IOException e) {
      throw new ModelException(
          "TensorFlow's native library (0.6 GB) cannot be unpacked into "
              + cache
              + "; make room there or choose another folder with -Dlethe.cache=DIR",
          e);
    }
  }

  private static void moveInto(Path temporary, Path target) throws IOException {
    try {
      DurableFiles.moveIntoPlace(temporary, target);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      LOGGER.atDebug().setMessage("Another process unpacked the library first").setCause(e).log();
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system of " + target + " has no atomic move", e);
    }
  }

  private static Resource resource(String name) {
    URL url = NativeLibrary.class.getResource(name);
    if (url == null) {
      throw new ModelException(
          "the class path has no "
              + name
              + "; add org.tensorflow:tensorflow-core-native with the classifier of this platform"
              + " (Maven profile gpu for a GPU)");
    }
    return new Resource(url);
  }

  private record Resource(URL url) {
    long length() {
      try {
        return url.openConnection().getContentLengthLong();
      } catch (IOException e) {
        throw new ModelException("cannot read " + url, e);
      }
    }

    InputStream stream() throws IOException {
      return url.openStream();
    }
  }
}
