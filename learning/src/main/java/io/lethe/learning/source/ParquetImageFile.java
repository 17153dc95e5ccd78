// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.DatasetException;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** One Parquet file, read row by row; a row group at a time is in memory. */
final class ParquetImageFile implements AutoCloseable {

  private final String name;
  private final ParquetFileReader reader;

  private ParquetImageFile(String name, ParquetFileReader reader) {
    this.name = name;
    this.reader = reader;
  }

  /**
   * Opens a file and reads its footer.
   *
   * @throws DatasetException if it is no Parquet file, or a damaged one
   */
  static ParquetImageFile open(ParquetFiles.ParquetFile file) {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .usePageChecksumVerification(true)
            .withCodecFactory(new ParquetCodecs(file.name()))
            .build();
    try {
      return new ParquetImageFile(
          file.name(), ParquetFileReader.open(new LocalInputFile(file.path()), options));
    } catch (IOException | RuntimeException e) {
      throw damaged(file.name(), e);
    }
  }

  MessageType schema() {
    return reader.getFileMetaData().getSchema();
  }

  /** Returns what the writer noted beside the schema. */
  Map<String, String> metadata() {
    return reader.getFileMetaData().getKeyValueMetaData();
  }

  /**
   * Hands every row to the consumer, in order, with only the columns asked for.
   *
   * @throws DatasetException if the file is damaged or packed in a way that is not read
   */
  void read(MessageType projection, Consumer<Group> consumer) {
    reader.setRequestedSchema(projection);
    MessageColumnIO columns = new ColumnIOFactory().getColumnIO(projection);
    PageReadStore group = sound(reader::readNextRowGroup);
    while (group != null) {
      PageReadStore pages = group;
      RecordReader<Group> records =
          sound(() -> columns.getRecordReader(pages, new GroupRecordConverter(projection)));
      for (long row = 0; row < pages.getRowCount(); row++) {
        consumer.accept(sound(records::read));
      }
      group = sound(reader::readNextRowGroup);
    }
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  /** The reader meets damaged files with all kinds of unchecked exceptions. */
  private <T> T sound(Reading<T> reading) {
    try {
      return reading.read();
    } catch (DatasetException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw damaged(name, e);
    }
  }

  private static DatasetException damaged(String name, Exception cause) {
    return new DatasetException(
        "%s cannot be read as Parquet: it is damaged, truncated or something else; fetch or write"
                .formatted(name)
            + " it again",
        cause);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
