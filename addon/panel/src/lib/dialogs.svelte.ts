/** A question that is open, and how to answer it. */
export interface Question {
  text: string;
  yes: string;
  answer: (yes: boolean) => void;
}

class Dialogs {
  question = $state.raw<Question | null>(null);

  confirm(text: string, yes: string): Promise<boolean> {
    this.question?.answer(false);
    return new Promise((resolve) => {
      this.question = {
        text,
        yes,
        answer: (said) => {
          this.question = null;
          resolve(said);
        },
      };
    });
  }
}

export const dialogs = new Dialogs();
