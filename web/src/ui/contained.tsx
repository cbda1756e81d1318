import { Component, type ReactNode } from 'react';

/** A page that breaks takes nothing else with it, least of all the emergency stop (MA5); another page stands again. */
export class Contained extends Component<
  { readonly at: string; readonly children: ReactNode },
  { readonly broken: boolean }
> {
  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override state = { broken: false };

  override componentDidUpdate(before: { readonly at: string }): void {
    if (this.state.broken && before.at !== this.props.at) this.setState({ broken: false });
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <div className="banner banner-trouble" role="alert">
        <p>This page broke, which is a fault of Croft. The other pages and the printers go on.</p>
        <button type="button" className="button" onClick={() => this.setState({ broken: false })}>
          Show it again
        </button>
      </div>
    );
  }
}
