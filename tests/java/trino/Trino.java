import com.fasterxml.jackson.databind.*;
import io.trino.testing.*;
import java.io.*;

/** A line in: {"sql": text}. A line out: {"rows": [[text or number]]} or {"problem": text}. */
public class Trino {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper();
    PrintStream out = System.out;
    // The engine itself says things too.
    System.setOut(System.err);
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    try (LocalQueryRunner runner = LocalQueryRunner.create(TestingSession.testSessionBuilder().build())) {
      for (String line; (line = lines.readLine()) != null; ) {
        var answer = json.createObjectNode();
        try {
          var rows = answer.putArray("rows");
          for (var row : runner.execute(json.readTree(line).get("sql").asText()).getMaterializedRows())
            rows.add(json.valueToTree(row.getFields()));
        } catch (Exception error) {
          answer.removeAll().put("problem", String.valueOf(error.getMessage()));
        }
        out.println(json.writeValueAsString(answer));
        out.flush();
      }
    }
  }
}
